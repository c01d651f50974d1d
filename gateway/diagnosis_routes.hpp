/// Diagnoses for people and their programs: a file goes in, an outcome comes out.
///
///   GET  /v1/models                   what can be asked for, with pools and fidelity
///   POST /v1/diagnoses?model=M        a file as its body: CSV, NPY, PNG, DICOM; its name as
///                                     "X-Filename" or "filename=", its kind by that or by the
///                                     media type. "service=", "wait=" (seconds), and the
///                                     header "Idempotency-Key", if it may be sent twice. 202
///                                     with the diagnosis; 200 with "?block=true", once done.
///                                     "received=ID", without a body: what an intake has
///   GET  /v1/diagnoses                results that are kept, newest first: "model=",
///                                     "record=", "since=", "before=" (a serial), "limit=";
///                                     "outcomes=false" leaves out what they say
///   GET  /v1/diagnoses/{id}           how far it is, and its results
///   GET  /v1/diagnoses/{id}/events    the same as it happens: server-sent events "result",
///                                     "done", "failed"
///   DELETE /v1/diagnoses/{id}         cancels it
#pragma once

#include <vector>

#include "gateway/diagnoses.hpp"
#include "gateway/intake/intake.hpp"
#include "http/router.hpp"

namespace medisc {

/// `daemon`, `diagnoses`, `config` and `intake` outlive them. `intake`: null where none is.
std::vector<HttpRoute> diagnosis_routes(Daemon& daemon, Diagnoses& diagnoses,
                                        const GatewayConfig& config,
                                        const Intake* intake = nullptr);

}  // namespace medisc
