/// The model of an ONNX file, compiled for records at hand: what `evaluate` and `bench` load
/// before they start anything.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/arguments.hpp"
#include "compiler/compilable.hpp"
#include "compiler/planner.hpp"

namespace medisc {

struct LocalModel {
  ModelArguments arguments;    ///< with the ONNX file
  NormalisedNetwork read;      ///< of the file
  std::vector<double> ranges;  ///< largest |x|: one for all features, or one a feature
  std::string ranges_from;     ///< where they come from, for people
  CompiledModel compiled;      ///< without a weights tag

  const Network& network() const { return read.network; }

  /// Reads the network; compiles nothing. Errors: those of read_network.
  static Result<LocalModel> open(const std::string& file, ModelArguments compilation);

  /// Records (row major) as the network sees them: normalised where that is a public step.
  std::vector<double> as_seen(std::vector<double> records) const;

  /// Compiles with `range`, or else the ranges' file, or else what these records, as seen,
  /// reach. Errors: those of choose_ranges and of compile_network.
  Result<void> compile_for(std::optional<double> range, const std::vector<double>& seen);
};

}  // namespace medisc
