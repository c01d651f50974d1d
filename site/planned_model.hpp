/// What a service needs of a model, once it is planned; and planning it in a process of its
/// own.
///
/// Planning holds a network in double precision, and what records make of every layer: many
/// times what serving the model takes, and a process keeps what it once has taken. So a daemon
/// that has one thread yet plans in a child, which gives all of it back. What comes out is
/// written to a pipe: this program to itself.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "compiler/planner.hpp"
#include "config/service_config.hpp"
#include "error/error.hpp"
#include "ring/seed.hpp"

namespace medisc {

struct PlannedModel {
  Plan plan;
  Weights weights;
  std::vector<Cap> caps;
  std::vector<std::string> warnings;
  /// Why it is far from its network, where it may be (`fidelity = "warn"`).
  std::optional<std::string> far;
};

/// Compiles a model as its service does. Errors: those of compile_model.
Result<PlannedModel> plan_model(const ModelConfig& model, const Seed& key);

/// The same in a child process, where this one has a single thread. Errors: besides, kInternal
/// where the child ends without a word.
Result<PlannedModel> plan_apart(const ModelConfig& model, const Seed& key);

/// What `make` returns, made in a child process.
Result<PlannedModel> made_in_child(const std::function<Result<PlannedModel>()>& make);

}  // namespace medisc
