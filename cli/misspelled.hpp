/// What a command line that CLI11 does not understand was meant to be.
#pragma once

#include <string>

#include <CLI/App.hpp>
#include <CLI/Error.hpp>

namespace medisc {

/// The last verb that was understood.
const CLI::App& understood(const CLI::App& app);

/// "'diagnos' is no verb of `medisc hospital`: is 'diagnose' meant?", or what CLI11 says.
std::string explain(const CLI::App& app, const CLI::ParseError& error);

/// "medisc hospital diagnose", as far as it was understood.
std::string called(const CLI::App& app);

}  // namespace medisc
