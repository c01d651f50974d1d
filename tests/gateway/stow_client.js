// Stores files by dicomweb-client, and prints what it makes of the answer.
//   node stow_client.js URL STUDY FILE...    STUDY: "" for none
'use strict';
const fs = require('node:fs');
global.XMLHttpRequest = require('xhr2');
const { api } = require('dicomweb-client');

const [url, study, ...files] = process.argv.slice(2);
const datasets = files.map((file) => Uint8Array.from(fs.readFileSync(file)).buffer);
const client = new api.DICOMwebClient({ url, verbose: false });
const options = study ? { datasets, studyInstanceUID: study } : { datasets };
client.storeInstances(options).then(
  (answer) => console.log(JSON.stringify({ status: 'stored', answer })),
  (error) => console.log(JSON.stringify({ status: error.status, answer: error.response })));
