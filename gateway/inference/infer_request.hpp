/// A request for inference, as the Open Inference Protocol has it: JSON, or JSON with tensors
/// in binary form behind it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "error/error.hpp"
#include "gateway/inference/infer_document.hpp"
#include "plan/plan.hpp"

namespace medisc {

/// LOCAL.
struct InferLimits {
  std::size_t records = 1024;     ///< of one request
  std::size_t values = 1u << 24;  ///< of all its tensors together; 8 bytes each
};

/// An output that is wanted.
struct OutputChoice {
  std::size_t output = 0;  ///< which of output_tensors(plan)
  bool is_binary = false;
  std::uint32_t classification = 0;  ///< so many classes with the largest values; 0: the tensor
};

struct InferRequest {
  std::optional<std::string> id;
  Parameters parameters;  ///< of the request
  /// As encode (plan/input_encoding.hpp) takes them, the manifest's parts one behind the other,
  /// unless `shapes` has another shape for a part that is resized.
  std::vector<std::vector<double>> records;
  std::vector<std::vector<std::uint32_t>> shapes;  ///< of each part; the same of all records
  std::vector<OutputChoice> outputs;               ///< at least one
};

/// `header_length`: the value of Inference-Header-Content-Length, where there is one; the bytes
/// behind so many are tensors. Errors, kBadInput, which show no value of a tensor: JSON as in
/// infer_document.hpp; an input that is missing, unknown or there twice, of another datatype,
/// shape or number of values; records that are none, too many, or not as many in each input;
/// binary tensors of another size than the shape's, bytes that are left over or missing; an
/// output that is unknown or there twice; parameters that are not what the protocol says.
Result<InferRequest> parse_infer_request(const Plan& plan, std::string_view body,
                                         std::optional<std::string_view> header_length = {},
                                         const InferLimits& limits = {});

}  // namespace medisc
