/// Errors, as the Open Inference Protocol has them.
#pragma once

#include <string_view>

#include "error/error.hpp"
#include "http/response.hpp"

namespace medisc {

/// The status that Triton gives what is the same there: 400 for a request that is wrong, 501
/// for what can't be done, 503 for what can be later, 500 for what went wrong here; and 403
/// where a peer refuses, 502 where it breaks the protocol.
int infer_status(ErrorCode code);

/// {"error": what happened, and what to do; "code": error_id}. Of a 503 also when to come
/// again.
HttpResponse infer_problem(const Error& error);

/// 404, as Triton has it: a model that is not there, or not in this version ("": any).
HttpResponse unknown_model(std::string_view name, std::string_view version = {});

}  // namespace medisc
