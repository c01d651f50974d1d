/// MediSC for other programs: a gateway, a language binding. This header and what it includes
/// need a C++20 compiler and libexpected, and nothing else of what MediSC is built on.
///
/// A network, compiled and run in one process:
///
///   auto model = medisc::load_model({.network = "net.onnx", .ranges = "ranges.csv",
///                                    .declared = {.labels = {"benign", "malignant"}}});
///   if (!model) return tell(medisc::render(model.error()));  // every failure is a value
///   const medisc::Plan& plan = model->plan;
///   auto records = medisc::load_records("records.csv", plan);
///   auto simulation = medisc::Simulation::make(plan, model->weights);
///   auto session = simulation->run(records->encoded);
///   // session->logits[0] equals
///   // medisc::reference(plan, model->weights, records->encoded[0])
///
/// A hospital, with a dealer and a service somewhere:
///
///   auto hospital = medisc::Hospital::open("hospital.toml");
///   auto prepared = hospital->prepare({.model = "breast", .count = 100});
///   auto plan = hospital->plan("breast");
///   auto record = medisc::encode(*plan, features);   // or load_records, as above
///   medisc::DiagnoseOrder order;
///   order.model = "breast";
///   order.plan = *plan;
///   order.records = {*record};
///   auto diagnoses = hospital->diagnoses(std::move(order));
///   auto answer = medisc::answer_of(*plan, diagnoses->front().logits);
///   // medisc::to_text(*plan, answer); or by the task: std::get<medisc::ClassAnswer>(answer)
///
/// Objects end in order: no job may run when a Hospital goes, and what it started goes with it.
/// A process that opens one takes no notice of signals; which of its threads do is its own
/// matter. Secrets pass through its memory: it should write no core dumps.
#pragma once

#include "compiler/planner.hpp"
#include "error/error.hpp"
#include "plan/input_encoding.hpp"
#include "plan/plan.hpp"
#include "plan/reference.hpp"
#include "site/answer.hpp"
#include "site/encoded_records.hpp"
#include "site/hospital.hpp"
#include "site/model_files.hpp"
#include "site/simulation.hpp"
