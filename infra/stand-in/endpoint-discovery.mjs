// DynamoDB's client asks for its endpoint only where it is told to; ours is not.

/** No variable or file is looked up: nobody is asked. */
export const NODE_ENDPOINT_DISCOVERY_CONFIG_OPTIONS = {
  environmentVariableSelector: () => false,
  configFileSelector: () => false,
  default: false,
};

/** What the client is made with: as it is. */
export const resolveEndpointDiscoveryConfig = (config) => config;
