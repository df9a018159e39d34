// ask-sdk-express-adapter's hello world with its own verification: a peer for web.py.
//
//     node hello_node.cjs PORT CHAIN.pem      CHAIN.pem: the certificate that signs, and behind it the root to be trusted
//
// Two things are not as in production, since Node's adapter asks neither the environment for a proxy nor the machine for
// roots: the certificate is read from a file, and its root is added to Node's own. All checks are the adapter's.
"use strict";

const fs = require("fs");
const express = require("express");
const { SkillBuilders } = require("ask-sdk-core");
const { ExpressAdapter, SkillRequestSignatureVerifier } = require("ask-sdk-express-adapter");
const helper = require("ask-sdk-express-adapter/dist/verifier/helper");

const [port, path] = process.argv.slice(2);
const chain = fs.readFileSync(path, "utf8");
const root = chain.slice(chain.lastIndexOf("-----BEGIN"));

SkillRequestSignatureVerifier.prototype._getCertChainByUrl = async () => chain;
const { generateCAStore } = helper;
helper.generateCAStore = (roots) => generateCAStore([...roots, root]);

const hello = {
  canHandle: () => true,
  handle: (input) => input.responseBuilder.speak("Hello world").reprompt("Hello?").getResponse(),
};
const skill = SkillBuilders.custom().addRequestHandlers(hello).create();
const app = express();
app.post("/alexa", new ExpressAdapter(skill, true, true).getRequestHandlers());
app.listen(Number(port), "127.0.0.1");
