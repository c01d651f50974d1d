#include "gateway/inference/infer_error.hpp"

#include "http/json_text.hpp"

namespace medisc {

int infer_status(ErrorCode code) {
  switch (code) {
    case ErrorCode::kUsage:
    case ErrorCode::kBadInput:
      return 400;
    case ErrorCode::kRefused:
      return 403;
    case ErrorCode::kUnsupported:
      return 501;
    case ErrorCode::kProtocol:
      return 502;
    case ErrorCode::kPoolDry:
    case ErrorCode::kBusy:
    case ErrorCode::kPeerUnavailable:
    case ErrorCode::kPlanMismatch:  // until the new plan is there
    case ErrorCode::kInterrupted:
      return 503;
    case ErrorCode::kOverflow:
    case ErrorCode::kFidelity:
    case ErrorCode::kStorage:
    case ErrorCode::kInternal:
      return 500;
  }
  return 500;
}

HttpResponse infer_problem(const Error& error) {
  const int status = infer_status(error.code);
  std::string text = error.context;
  // What to write at a command line helps nobody here.
  const bool helps = !error.hint.empty() && error.hint.find("--") == std::string::npos;
  if (helps) text += " (" + error.hint + ")";
  HttpResponse response = http_json(status, "{\"error\":" + json_quoted(text) + ",\"code\":" +
                                                json_quoted(error_id(error.code)) + "}\n");
  if (status == 503) response.headers.set("Retry-After", "1");
  return response;
}

HttpResponse unknown_model(std::string_view name, std::string_view version) {
  std::string text = "there is no model '" + std::string(name) + "'";
  if (!version.empty()) text += " of version '" + std::string(version) + "'";
  return http_json(404, "{\"error\":" + json_quoted(text) + ",\"code\":\"unknown-model\"}\n");
}

}  // namespace medisc
