/// Where a party's database is.
#pragma once

#include <filesystem>

#include "cli/arguments.hpp"

namespace medisc {

/// The file given, or the one that a role's configuration names. Errors: kUsage.
Result<std::filesystem::path> database_path(const StatsArguments& arguments);

}  // namespace medisc
