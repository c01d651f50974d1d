/// One value of an effective configuration, and who says so.
#pragma once

#include <optional>
#include <string>

namespace medisc {

struct Setting {
  enum class Origin { kDefault, kFile, kEnvironment, kFlag };

  std::string key;                   ///< "log.level"; "models[0].name" in a list of sections
  std::optional<std::string> value;  ///< none: not set, and no fixed default
  Origin origin = Origin::kDefault;
  std::string where;  ///< "FILE:LINE", the variable or the flag; empty for a default
};

/// "default", "file", "environment" or "flag".
const char* origin_name(Setting::Origin origin);

}  // namespace medisc
