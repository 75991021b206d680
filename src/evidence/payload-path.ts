/** Path of the package inside a sealed bag. */
export const payloadPath = 'data/InvestigationPackage.zip';
