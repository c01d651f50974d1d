/// Whether a task tells what a model's file computes.
#pragma once

#include "compiler/network.hpp"
#include "error/error.hpp"
#include "plan/plan.hpp"

namespace medisc {

/// A hospital gets logits, and does on its own what the file does behind them: sigmoids of
/// binary tasks and findings, a softmax of classes. Errors: kBadInput where the task is
/// another than the file's end asks for, naming both.
Result<void> check_ending(const NetworkFacts& facts, const Outcome& outcome, Output output);

}  // namespace medisc
