/// An event log that a test looks at.
#pragma once

#include <mutex>
#include <string>
#include <vector>

#include "actors/conversation/event_log.hpp"

namespace medisc::test {

/// Remembers events as "event field=value".
class Notes final : public EventLog {
 public:
  void write(LogLevel level, std::string_view event, const Fields& fields) override;
  std::vector<std::string> lines() const;
  /// Whether a line that holds `text` comes within a few seconds.
  bool await(const std::string& text) const;

 private:
  mutable std::mutex mutex_;
  std::vector<std::string> lines_;
};

}  // namespace medisc::test
