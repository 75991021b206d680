const verbs = (...languages: readonly string[]) => languages.flatMap((said) => said.split(' '));

/** Verbs of the main commands in German, French and Spanish; none of them is an English word. */
export const foreignVerbs = {
  collect: verbs(
    'sammle sammeln sammel sammelt einsammeln erfasse erfassen sichere sichern',
    'collecter collecte collectez récupérer récupère récupérez recueillir recueille',
    'recopilar recopila recolectar recolecta recoger recoge',
  ),
  status: verbs('fortschritt', 'statut état avancement', 'estado progreso'),
  cancel: verbs(
    'abbrechen abbruch storniere stornieren stoppe stoppen',
    'annuler annule annulez arrêter arrête arrêtez',
    'cancelar cancela detener detén anular anula',
  ),
  retry: verbs('wiederholen wiederhole', 'réessayer réessaye', 'reintentar reintenta'),
  approve: verbs('genehmigen genehmige', 'approuver approuve', 'aprobar aprueba'),
  deny: verbs('ablehnen', 'refuser', 'rechazar denegar'),
  package: verbs('herunterladen', 'télécharger téléchargez', 'descargar descarga'),
  export: verbs('exportieren exportiere', 'exporter exporte', 'exportar exporta'),
  ips: verbs('ip-adressen adressen', 'adresses', 'direcciones'),
  oncall: verbs('bereitschaft', 'astreinte', 'guardia'),
  help: verbs('hilfe', 'aide aidez', 'ayuda'),
} as const;
