/// How much a role tells its operator, and in which form.
#pragma once

namespace medisc {

enum class LogLevel { kDebug, kInfo, kWarning, kError };
enum class LogFormat { kText, kJson };

/// [log]: level = "info", format = "text".
struct LogConfig {
  LogLevel level = LogLevel::kInfo;
  LogFormat format = LogFormat::kText;
};

}  // namespace medisc
