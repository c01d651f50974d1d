/// The JSON of an inference request, field by field, before any model looks at it.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "error/error.hpp"
#include "gateway/inference/datatype.hpp"

namespace medisc {

using ParameterValue = std::variant<bool, std::int64_t, double, std::string>;
using Parameters = std::map<std::string, ParameterValue>;

/// Values in their order, and the lengths of the lists that they stood in, from the outermost
/// on: all lists of one depth are as long.
struct DocumentData {
  JsonValues json;
  std::vector<std::uint64_t> lengths;
};

struct DocumentInput {
  std::optional<std::string> name;
  std::optional<std::string> datatype;
  std::optional<std::vector<std::uint64_t>> shape;
  std::optional<Parameters> parameters;
  std::optional<DocumentData> data;
};

struct DocumentOutput {
  std::optional<std::string> name;
  std::optional<Parameters> parameters;
};

struct InferDocument {
  std::optional<std::string> id;
  std::optional<Parameters> parameters;
  std::optional<std::vector<DocumentInput>> inputs;
  std::optional<std::vector<DocumentOutput>> outputs;
};

/// Reads it piece by piece: no tree is built, and a tensor's numbers go straight into its
/// vector. Fields that the protocol does not know are passed over. Errors, kBadInput, which
/// show nothing of a tensor: no JSON, something else than this field holds, a field or a
/// parameter that is there twice, ragged lists, more than `most_values` numbers or
/// kMostTensors tensors.
Result<InferDocument> parse_infer_document(std::string_view json, std::size_t most_values);

inline constexpr std::size_t kMostTensors = 128;
inline constexpr std::size_t kMostParameters = 64;
inline constexpr std::size_t kMostDimensions = 10;
inline constexpr std::size_t kLongestId = 1024;

}  // namespace medisc
