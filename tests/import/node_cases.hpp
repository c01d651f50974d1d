/// ONNX's node tests made into what MediSC runs: a network on one record at a time.
#pragma once

#include <vector>

#include "compiler/network.hpp"
#include "tests/import/node_suite.hpp"

namespace medisc {

/// One record of a test's batch.
struct OnnxNodeCase {
  onnx::ModelProto model;
  std::vector<double> record;    ///< empty if it is of no type that MediSC reads
  std::vector<double> expected;  ///< so is this
};

/// The first input is the record, the others count as constants. A record of one dimension gets
/// a batch dimension. An operand that differs from record to record is cut as the record is,
/// where the op works on each element for itself. A model of opset 5 or less says 6: that of
/// the ops tested there has not changed.
std::vector<OnnxNodeCase> cases_of(const OnnxNodeTest& test);

/// For an op that joins tensors of one rank: all inputs are parts of one record, taken apart by
/// MatMul and Reshape. None for another op, or if the inputs have no batch dimension in common.
std::vector<OnnxNodeCase> joined_cases_of(const OnnxNodeTest& test);

/// What the hospital makes of logits where a model ends in `op`.
std::vector<double> ended(std::vector<double> logits, const std::string& op,
                          const NetworkFacts& facts);

}  // namespace medisc
