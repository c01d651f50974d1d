/// Values that stand above those of a configuration file: from the environment and from flags.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "error/error.hpp"

namespace medisc {

/// One value for one key of one [section], as text. Keys in lists of sections ([[models]], ...)
/// can't be set like this.
struct Override {
  enum class By { kEnvironment, kFlag };

  By by = By::kFlag;
  std::string target;  ///< "MEDISC_LOG_LEVEL" from the environment, "log.level" from a flag
  std::string value;
  std::string name;  ///< for people: "MEDISC_LOG_LEVEL", "--set log.level", "--log-level"

  bool sets(const std::string& section, const std::string& key) const;
};

/// The environment variable of a key: variable_of("connect", "delay_ms") is
/// "MEDISC_CONNECT_DELAY_MS".
std::string variable_of(const std::string& section, const std::string& key);

/// The variables among `environment` ("NAME=VALUE" each, ended by null, as environ is) that are
/// meant for a configuration: all that begin with MEDISC_, but for MEDISC_CONFIG, which names
/// the file; MEDISC_SOCKET, which tells programs where a daemon listens; MEDISC_SANITIZE and
/// MEDISC_WERROR, which are the build's; and all that begin with MEDISC_TEST_, which are left
/// to tests and scripts.
std::vector<Override> environment_overrides(const char* const* environment);

/// A flag's value for section.key; `flag` is how it is written.
Override flag_override(const std::string& section, const std::string& key, std::string value,
                       std::string flag);

/// --set's "section.key=value". Errors: kUsage where it is anything else.
Result<Override> parse_override(std::string_view text);

}  // namespace medisc
