// Prints the ID of the access key that each named profile resolves to, or the error.
// Without names: what resolves where nothing but the environment says.

const { fromIni } = require("@aws-sdk/credential-provider-ini");
const { defaultProvider } = require("@aws-sdk/credential-provider-node");

async function resolve(names) {
  const providers = names.length ? names.map((profile) => fromIni({ profile })) : [defaultProvider()];
  for (const provider of providers) {
    try {
      console.log((await provider()).accessKeyId);
    } catch (error) {
      console.log(`error: ${error.name}: ${error.message}`.replaceAll("\n", " "));
    }
  }
}

resolve(process.argv.slice(2));
