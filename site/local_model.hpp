/// The model of an ONNX file, compiled for records at hand: what an evaluation or a benchmark
/// loads before it starts anything.
#pragma once

#include <optional>
#include <vector>

#include "site/input_ranges.hpp"
#include "site/model_files.hpp"

namespace medisc {

struct LocalModel {
  ModelFiles files;
  PlanOptions options;     ///< ranges aside, which are those below
  NormalisedNetwork read;  ///< of the file
  Manifest manifest;       ///< with ranges once it is compiled
  InputRanges ranges;
  std::vector<double> samples;  ///< that it was compiled for, as they came; none where a file
                                ///< has them, that of the calibration too
  CompiledModel compiled;       ///< without a weights tag

  const Network& network() const { return read.network; }

  /// Reads the network and its manifest; compiles nothing. Errors: those of read_network and
  /// manifest_of.
  static Result<LocalModel> open(ModelFiles files, PlanOptions options);

  /// Records (row major) as the network sees them: preprocessed, and normalised where that is a
  /// public step.
  std::vector<double> as_seen(std::vector<double> records) const;

  /// Compiles with `range`, or else the ranges' file, or else the manifest's ranges, or else
  /// what these records (row major, as they come; or none) reach. They are the samples, too,
  /// where no file has any; `source` is what errors call them. Errors: those of choose_ranges
  /// and of compile_network.
  Result<void> compile_for(std::optional<double> range, std::vector<double> records,
                           const std::string& source);
};

}  // namespace medisc
