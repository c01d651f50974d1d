/// A plan's inputs and outputs, as tensors of the Open Inference Protocol.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "gateway/inference/datatype.hpp"
#include "plan/plan.hpp"

namespace medisc {

struct Tensor {
  std::string name;
  Datatype datatype = Datatype::kFp64;
  std::vector<std::int64_t> shape;  ///< -1: any; the batch comes first
};

/// The manifest's parts by name, in the hospital's own values; "input" where it names none. An
/// image that is resized may have any height and width.
std::vector<Tensor> input_tensors(const Plan& plan);

enum class OutputKind : std::uint8_t {
  kLogits,         ///< the network's results
  kProbabilities,  ///< one a class or a finding
  kClass,          ///< its index
  kLabel,          ///< its name
  kPositive,       ///< yes or no: one, or one a finding
  kValues,         ///< numbers
  kClasses,        ///< of pixels
  kShares,         ///< of the pixels, one a class
};

struct OutputTensor {
  OutputKind kind = OutputKind::kLogits;
  Tensor tensor;
  std::vector<std::string> labels{};  ///< of its elements, where they have names
};

/// By the plan's task, in this order:
///
///   classes   logits FP64 [-1,k], probabilities FP64 [-1,k], class INT64 [-1,1], label BYTES
///             [-1,1]
///   binary    logits FP64 [-1,k], probability FP64 [-1,1], positive BOOL [-1,1], label BYTES
///             [-1,1]
///   findings  logits FP64 [-1,k], probabilities FP64 [-1,k], positive BOOL [-1,k]
///   number    values FP64 [-1,k]
///   map       classes INT32 [-1,h,w], shares FP64 [-1,k]
///
/// A label-only plan has no logits and no probabilities.
std::vector<OutputTensor> output_tensors(const Plan& plan);

}  // namespace medisc
