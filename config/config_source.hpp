/// Where a role's configuration comes from.
#pragma once

#include <concepts>
#include <filesystem>
#include <string>
#include <vector>

#include "config/overrides.hpp"

namespace medisc {

/// A TOML file, and values that stand above the file's own; the last for a key counts.
/// Relative paths in the file are relative to its folder, those of overrides to the working
/// directory.
struct ConfigSource {
  ConfigSource() = default;
  /// A file alone.
  template <class Path>
  requires std::constructible_from<std::filesystem::path, const Path&> ConfigSource(
      const Path& path)  // NOLINT(google-explicit-constructor): a file is a source
      : file(std::filesystem::path(path).string()) {}

  std::string file;
  std::vector<Override> overrides;
};

}  // namespace medisc
