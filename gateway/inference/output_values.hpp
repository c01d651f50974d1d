/// Answers as the elements of output tensors.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "gateway/inference/infer_response.hpp"
#include "gateway/inference/tensors.hpp"

namespace medisc {

/// Of all records, one behind the other: numbers, or of BYTES texts.
struct OutputValues {
  Datatype datatype = Datatype::kFp64;
  std::vector<std::uint64_t> shape;  ///< with the batch
  std::vector<double> numbers{};
  std::vector<std::string> texts{};
};

OutputValues output_values(const OutputTensor& output, std::span<const InferResult> results);

/// The `count` largest of each record's numbers, as texts (infer_response.hpp).
OutputValues classified(const OutputValues& values, const std::vector<std::string>& labels,
                        std::uint32_t count);

/// "[1.5,2]".
void append_json(std::string& json, const OutputValues& values);

/// The protocol's binary form.
void append_binary(std::string& bytes, const OutputValues& values);

}  // namespace medisc
