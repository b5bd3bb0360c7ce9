export const incidentStream = (incidentId: string): string => `incident-${incidentId}`;

/** What has to be read to know an incident as it was. */
export const streamsOfIncident = (incidentId: string): readonly string[] => [incidentStream(incidentId)];
