// Starts Swagger UI on the contract. Servers of this origin come first, so that "try it" asks the server one reads.
const isHere = ({ url }) => url.startsWith("/");
const hereFirst = ({ servers = [], ...contract }) => ({
  ...contract,
  servers: [...servers.filter(isHere), ...servers.filter((server) => !isHere(server))],
});

SwaggerUIBundle({
  domNode: document.getElementById("swagger-ui"),
  url: document.getElementById("swagger-ui").dataset.url,
  layout: "StandaloneLayout",
  presets: [SwaggerUIBundle.presets.apis, SwaggerUIStandalonePreset],
  plugins: [{ statePlugins: { spec: { wrapActions: { updateJsonSpec: (set) => (json) => set(hereFirst(json)) } } } }],
  deepLinking: true,
  defaultModelsExpandDepth: 0,
  displayOperationId: true,
  displayRequestDuration: true,
  persistAuthorization: true,
  tryItOutEnabled: true,
  validatorUrl: null,
});
