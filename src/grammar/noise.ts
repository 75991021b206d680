const list = (...lines: string[]) => new Set(lines.flatMap((line) => line.split(' ')));

/** Words that may introduce a value: `machine:ws-042`, `severity>=medium`. */
export const labels: ReadonlySet<string> = list(
  'machine machines device devices host hosts hostname computer server workstation endpoint name',
  'incident incidents inc alert alerts ticket case job ref id ip tag tags user account',
  'severity sev reason because comment note m',
);

/** Nouns for what we work on. A misspelt one is taken for itself, not for a machine. */
export const nouns: ReadonlySet<string> = list(
  'package packages investigation investigations forensic forensics machine machines device devices',
  'host hosts hostname hostnames computer computers workstation workstations server servers endpoint',
  'endpoints laptop laptops desktop client clients system systems box name names devicename',
  'machinename computername collection collections collecting collected evidence artifacts data',
  'incident incidents alert alerts ticket case job jobs report reports address addresses ip ips',
  'adressen adresses direcciones rechner gerät geräte maschine maschinen paket pakete appareil appareils ordinateur ordinateurs paquet',
  'equipo equipos dispositivo dispositivos paquete paquetes vorfall vorfalls incidente incidentes',
  'list table summary overview defender windows linux macos file files id ids reference ref hostid asset assets csv stix json xlsx pdf',
);

/** Words that carry no meaning for us and are not worth telling about. */
export const noise: ReadonlySet<string> = list(
  'a an the this that these those it its is are was were be been being am do does did done will',
  'would could can should shall may might must has have had having i im id ill ive me my mine we us',
  'our you your he she they them their his her of for from to in on at by with into onto via about',
  'as and or but also plus so then than there here now asap please pls plz kindly just only again',
  'immediately urgently quickly fast soon right away immediate new fresh latest recent current all any each',
  'every both following below above everything hey hi hello dear morning afternoon evening good',
  'team guys folks all everyone there thanks thank thx ty cheers bot bailiff ok okay lets let need',
  'needs want wants wanted like get getting got give show send run start make take see tell bring',
  'find list look go yet still already ready finish finished up out over off back one two some more',
  'next first second another same other what whats which who whos how when where why yes etc eg ie vs',
  'news update updates eta happened happening running stuck failed fail completed complete succeed',
  'succeeded started waiting pending taking asap',
  'collecting collected gathering grabbing pulling acquiring job jobs no nr number user users account',
  'analysis further help usage online available and/or fyi bitte danke merci svp jetzt',
  'repeat ditto likewise idem ebenso auch aussi también tambien und et von vom für fur die der das den dem',
  'le les la el los las de du des del pour para par por favor sil vous plait plaît sur einer eine einen un une una',
  'zeig zeige mir sammlung sammlungen montre moi muestra went last',
);

/** Reported when left over, but never a machine, not even in capitals or alone. */
export const prose: ReadonlySet<string> = list(
  'very bad good really looks look looking seems weird strange odd suspicious malicious infected',
  'compromised affected involved hacked breached urgent important critical malware virus ransomware',
  'internal external public private phishing lsass mimikatz vip ceo cfo cto ciso soc edr xdr mde siem av ir dfir ioc iocs ti hr it vm',
  'pc vpn dns dhcp ad dc poc rce apt c2 utc cet gmt true false null none unknown tomorrow tonight',
  'later today yesterday if unless before after while until because since when whenever once twice',
  'not never without except nothing nobody somebody someone something quick slow down offline broken fw fwd re',
);

/** Words of ordinary sentences that are also a machine's whole name: "collect dc". */
export const alsoNames: ReadonlySet<string> = list(
  'server desktop laptop client box pc vpn dns dhcp ad dc vm fw proxy kiosk',
);

/** What follows is not to be touched: "collect ws-042 but not ws-043". */
export const exclusions: ReadonlySet<string> = list(
  'not except excluding without exclude minus dont never skip skipping omit',
);

/** The same, but only where something was named before: "collect ws-042 unless ws-043 is up". */
export const conditions: ReadonlySet<string> = list('if unless until instead');

/** The next word names a person, whatever it looks like. */
export const personNouns: ReadonlySet<string> = list(
  'user users account upn employee colleague owner username login mailbox',
);

/** Words of an own little language that say nothing in it. */
export const fillers: ReadonlySet<string> = list(
  'please pls plz the a an and to for this my our job now',
);
