#include "config/overrides.hpp"

#include <algorithm>
#include <array>

namespace medisc {
namespace {

constexpr std::string_view kPrefix = "MEDISC_";
constexpr std::string_view kTestPrefix = "MEDISC_TEST_";
constexpr std::array<std::string_view, 4> kOtherUses{"MEDISC_CONFIG", "MEDISC_SOCKET",
                                                     "MEDISC_SANITIZE", "MEDISC_WERROR"};

bool is_meant(std::string_view name) {
  return name.starts_with(kPrefix) && !name.starts_with(kTestPrefix) &&
         std::ranges::find(kOtherUses, name) == kOtherUses.end();
}

std::string in_capitals(const std::string& name) {
  std::string capitals;
  for (const char c : name) {
    const bool small = c >= 'a' && c <= 'z';
    capitals += small ? static_cast<char>(c - 'a' + 'A') : c == '-' ? '_' : c;
  }
  return capitals;
}

}  // namespace

bool Override::sets(const std::string& section, const std::string& key) const {
  return target == (by == By::kEnvironment ? variable_of(section, key) : section + "." + key);
}

std::string variable_of(const std::string& section, const std::string& key) {
  return std::string(kPrefix) + in_capitals(section) + "_" + in_capitals(key);
}

std::vector<Override> environment_overrides(const char* const* environment) {
  std::vector<Override> overrides;
  for (; *environment != nullptr; ++environment) {
    const std::string_view entry = *environment;
    const auto equals = entry.find('=');
    const std::string name(entry.substr(0, equals));
    if (equals == std::string_view::npos || !is_meant(name)) continue;
    overrides.push_back(
        {Override::By::kEnvironment, name, std::string(entry.substr(equals + 1)), name});
  }
  return overrides;
}

Override flag_override(const std::string& section, const std::string& key, std::string value,
                       std::string flag) {
  return {Override::By::kFlag, section + "." + key, std::move(value), std::move(flag)};
}

Result<Override> parse_override(std::string_view text) {
  const auto equals = text.find('=');
  const std::string target(text.substr(0, equals));
  const auto dot = target.find('.');
  if (equals == std::string_view::npos || dot == std::string::npos || dot == 0 ||
      dot + 1 == target.size()) {
    return fail(ErrorCode::kUsage, "--set " + std::string(text) + " sets no key of a section",
                "write --set section.key=value, as in --set log.level=debug");
  }
  return flag_override(target.substr(0, dot), target.substr(dot + 1),
                       std::string(text.substr(equals + 1)), "--set " + target);
}

}  // namespace medisc
