// What a program of a developer does with the AWS SDK for JavaScript: nothing about vouch in it.
// Asks STS as often as it is told who it is, with one client, and prints the answers.

const { GetCallerIdentityCommand, STSClient } = require("@aws-sdk/client-sts");

async function ask(requests) {
  const client = new STSClient();
  for (let request = 0; request < requests; request += 1) {
    console.log((await client.send(new GetCallerIdentityCommand({}))).Arn);
  }
}

ask(Number(process.argv[2])).catch((error) => {
  console.error(`${error.name}: ${error.message}`);
  process.exitCode = 1;
});
