/// The answer to a request for inference.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "gateway/inference/infer_request.hpp"
#include "http/response.hpp"
#include "site/answer.hpp"

namespace medisc {

/// Of one record.
struct InferResult {
  std::vector<double> logits;  ///< network_results(plan), of a label-only plan none
  Answer answer;
};

struct InferredModel {
  std::string name;
  std::string version;    ///< "": it has none
  Parameters parameters;  ///< what else is told: the plan's hash, sessions
};

/// The outputs that the request chose, of all records, one result each. JSON; where an output
/// is binary, bytes behind it, and the header Inference-Header-Content-Length. An output that
/// is classified is a list of "value:index" or "value:index:label" with the largest values
/// first, the first of equal ones before, values with six decimals.
HttpResponse render_infer_response(const Plan& plan, const InferRequest& request,
                                   const InferredModel& model,
                                   std::span<const InferResult> results);

}  // namespace medisc
