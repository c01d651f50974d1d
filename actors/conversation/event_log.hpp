/// What a daemon tells its operator: one line an event, as text or JSON, on standard error.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "config/log_config.hpp"

namespace medisc {

/// Fields are names, ids, counts and error texts; never a share, a seed, a weight or a record.
/// A line about a session has its id as `session`; one about a peer has its `role`, its
/// configured name as `peer` and its public key as `key`. docs/formats.md lists the events.
class EventLog {
 public:
  using Fields = std::vector<std::pair<std::string_view, std::string>>;

  virtual ~EventLog() = default;
  /// `event` is a stable id such as "session-done".
  virtual void write(LogLevel level, std::string_view event, const Fields& fields) = 0;

  void debug(std::string_view event, const Fields& fields = {}) {
    write(LogLevel::kDebug, event, fields);
  }
  void info(std::string_view event, const Fields& fields = {}) {
    write(LogLevel::kInfo, event, fields);
  }
  void warning(std::string_view event, const Fields& fields = {}) {
    write(LogLevel::kWarning, event, fields);
  }
  void error(std::string_view event, const Fields& fields = {}) {
    write(LogLevel::kError, event, fields);
  }
};

/// Safe to use from several threads.
std::shared_ptr<EventLog> make_event_log(const LogConfig& config);

}  // namespace medisc
