/// Who and what received images are of, for people who look at them.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "gateway/intake/intake.hpp"
#include "imaging/study_attributes.hpp"

namespace medisc {

class ReceivedHeaders {
 public:
  using Clock = std::function<std::chrono::steady_clock::time_point()>;

  /// `intake` outlives it.
  explicit ReceivedHeaders(const Intake& intake, Clock now = std::chrono::steady_clock::now)
      : intake_(intake), now_(std::move(now)) {}

  /// Of its first file, in UTF-8 where that can be told; all empty where the file is not kept
  /// any more. A header is read once in ten minutes: no name outlives its image for longer. A
  /// thousand are remembered. Any thread may call.
  std::shared_ptr<const StudyAttributes> of(const Received& received);

 private:
  struct Known {
    std::shared_ptr<const StudyAttributes> attributes;
    std::chrono::steady_clock::time_point read_at;
  };

  const Intake& intake_;
  const Clock now_;
  std::mutex mutex_;
  std::map<std::string, Known> known_;  ///< by ids
};

}  // namespace medisc
