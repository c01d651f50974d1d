#include "actors/conversation/event_log.hpp"

#include <cstdlib>
#include <string>

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>
#include <sys/stat.h>
#include <unistd.h>
#include <nlohmann/json.hpp>

namespace medisc {
namespace {

spdlog::level::level_enum to_spdlog(LogLevel level) {
  switch (level) {
    case LogLevel::kDebug:
      return spdlog::level::debug;
    case LogLevel::kInfo:
      return spdlog::level::info;
    case LogLevel::kWarning:
      return spdlog::level::warn;
    case LogLevel::kError:
      return spdlog::level::err;
  }
  return spdlog::level::info;
}

bool needs_quotes(const std::string& text) {
  return text.empty() || text.find_first_of(" \"=\n\t") != std::string::npos;
}

/// A JSON string, which escapes whatever could break the line.
std::string quoted(const std::string& text) {
  return nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

/// Whether standard error is the system's journal (sd-daemon(3), systemd.exec(5)): its
/// $JOURNAL_STREAM names the device and the file that it is.
bool writes_to_journal() {
  const char* const stream = std::getenv("JOURNAL_STREAM");
  struct stat status {};
  if (stream == nullptr || ::fstat(STDERR_FILENO, &status) != 0) return false;
  return stream == std::to_string(status.st_dev) + ":" + std::to_string(status.st_ino);
}

/// What the journal takes a line's priority from, and leaves out.
const char* priority(LogLevel level) {
  switch (level) {
    case LogLevel::kDebug:
      return "<7>";
    case LogLevel::kInfo:
      return "<6>";
    case LogLevel::kWarning:
      return "<4>";
    case LogLevel::kError:
      return "<3>";
  }
  return "<6>";
}

class SpdlogEventLog final : public EventLog {
 public:
  SpdlogEventLog(LogLevel least, LogFormat format)
      : format_(format), logger_("medisc", std::make_shared<spdlog::sinks::stderr_sink_mt>()) {
    logger_.set_level(to_spdlog(least));
    logger_.flush_on(spdlog::level::info);
    // The journal has times and levels of its own.
    const bool plain = journal_ || format == LogFormat::kJson;
    logger_.set_pattern(plain ? "%v" : "%Y-%m-%dT%H:%M:%S.%e%z %l %v");
  }

  void write(LogLevel level, std::string_view event, const Fields& fields) override {
    const auto severity = to_spdlog(level);
    if (!logger_.should_log(severity)) return;
    logger_.log(
        severity, "{}{}", journal_ ? priority(level) : "",
        format_ == LogFormat::kText ? text(event, fields) : json(severity, event, fields));
  }

 private:
  static std::string text(std::string_view event, const Fields& fields) {
    std::string line(event);
    for (const auto& [name, value] : fields) {
      line.append(" ").append(name).append("=");
      line += needs_quotes(value) ? quoted(value) : value;
    }
    return line;
  }

  static std::string json(spdlog::level::level_enum severity, std::string_view event,
                          const Fields& fields) {
    nlohmann::ordered_json line;
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    line["time"] = static_cast<double>(
                       std::chrono::duration_cast<std::chrono::milliseconds>(now).count()) /
                   1000.0;
    line["level"] = std::string(spdlog::level::to_string_view(severity).data());
    line["event"] = event;
    for (const auto& [name, value] : fields) line[std::string(name)] = value;
    return line.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  }

  LogFormat format_;
  const bool journal_ = writes_to_journal();
  spdlog::logger logger_;
};

}  // namespace

std::shared_ptr<EventLog> make_event_log(const LogConfig& config) {
  return std::make_shared<SpdlogEventLog>(config.level, config.format);
}

}  // namespace medisc
