#include "error/error.hpp"

#include <exception>
#include <new>

namespace medisc {

Error current_error() {
  try {
    throw;
  } catch (const Failure& failure) {
    return failure.error();
  } catch (const std::bad_alloc&) {
    return {ErrorCode::kInternal, "there is not enough memory", "free some, or ask for less"};
  } catch (const std::exception& exception) {
    return {ErrorCode::kInternal, exception.what(), ""};
  }
}

const char* error_id(ErrorCode code) {
  switch (code) {
    case ErrorCode::kUsage:
      return "usage";
    case ErrorCode::kBadInput:
      return "bad-input";
    case ErrorCode::kUnsupported:
      return "unsupported";
    case ErrorCode::kOverflow:
      return "overflow";
    case ErrorCode::kFidelity:
      return "fidelity";
    case ErrorCode::kPlanMismatch:
      return "plan-mismatch";
    case ErrorCode::kPoolDry:
      return "pool-dry";
    case ErrorCode::kBusy:
      return "busy";
    case ErrorCode::kPeerUnavailable:
      return "peer-unavailable";
    case ErrorCode::kRefused:
      return "refused";
    case ErrorCode::kProtocol:
      return "protocol";
    case ErrorCode::kStorage:
      return "storage";
    case ErrorCode::kInterrupted:
      return "interrupted";
    case ErrorCode::kInternal:
      return "internal";
  }
  return "internal";
}

std::string render(const Error& error) {
  std::string line = std::string(error_id(error.code)) + ": " + error.context;
  if (!error.hint.empty()) line += " (" + error.hint + ")";
  return line;
}

int exit_code(ErrorCode code) {
  switch (code) {
    case ErrorCode::kUsage:
    case ErrorCode::kBadInput:
    case ErrorCode::kUnsupported:
    case ErrorCode::kOverflow:
    case ErrorCode::kFidelity:
    case ErrorCode::kPlanMismatch:
      return 2;
    case ErrorCode::kPoolDry:
    case ErrorCode::kBusy:
    case ErrorCode::kPeerUnavailable:
    case ErrorCode::kRefused:
      return 3;
    case ErrorCode::kProtocol:
    case ErrorCode::kStorage:
    case ErrorCode::kInterrupted:
    case ErrorCode::kInternal:
      return 1;
  }
  return 1;
}

}  // namespace medisc
