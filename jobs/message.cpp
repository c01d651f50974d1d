#include "jobs/message.hpp"

#include <array>

namespace medisc {

const char* job_message_name(const JobMessage& message) {
  constexpr std::array kNames{"a greeting",
                              "a welcome",
                              "a refusal",
                              "a question for models",
                              "a list of models",
                              "a plan question",
                              "a plan",
                              "a job",
                              "records",
                              "the beginning of a job",
                              "answers",
                              "the end of a job",
                              "a cancellation",
                              "a question for results",
                              "results",
                              "a question for a request",
                              "the state of a request",
                              "a preparation",
                              "progress",
                              "the end of a preparation",
                              "a question for metrics",
                              "metrics",
                              "a question for health",
                              "health",
                              "an acknowledgement"};
  static_assert(kNames.size() == std::variant_size_v<JobMessage>);
  return kNames[message.index()];
}

}  // namespace medisc
