/// From CLI11's words to ours. Included by files that parse: CLI11 is slow to compile.
#pragma once

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include "cli/command_description.hpp"

namespace medisc {

/// `name`: with those of the commands above it.
CommandDescription describe(const CLI::App& app, const std::string& name);

}  // namespace medisc
