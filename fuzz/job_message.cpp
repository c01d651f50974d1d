// Messages at the hospital's socket: what decodes is within the limits of jobs/message.hpp
// where these are this decoder's to hold, and encodes to what decodes equal.
#include "jobs/message.hpp"

#include "fuzz/harness.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace medisc;
  using fuzz::require;
  const auto message = decode_job_message(std::span(data, size));
  if (!message) {
    require(message.error().code == ErrorCode::kProtocol, "a bad message is kProtocol");
    return 0;
  }
  if (const auto* start = std::get_if<JobStart>(&*message)) {
    require(start->records <= kMaxJobRecords && !start->model.empty(),
            "a job is within limits");
  }
  const Bytes encoded = encode_job_message(*message);
  const auto again = decode_job_message(encoded);
  require(again && *again == *message, "what decodes encodes to what decodes equal");
  require(encode_job_message(*again) == encoded, "equal messages give equal bytes");
  return 0;
}
