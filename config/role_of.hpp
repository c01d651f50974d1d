/// Which role a configuration is for.
#pragma once

#include <filesystem>

#include "error/error.hpp"
#include "messages/identifiers.hpp"

namespace medisc {

/// By its section [hospital], [service], or [dealer] with an address to listen at. Errors:
/// kUsage where the file is no configuration.
Result<Role> role_of(const std::filesystem::path& path);

}  // namespace medisc
