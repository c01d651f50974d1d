/// Manual pages of the command line.
#pragma once

#include <string>

#include "cli/command_description.hpp"

namespace medisc {

/// "medisc-dealer-fill"
std::string page_name(const CommandDescription& command);

/// A page of section 1. That of `medisc` itself lists all verbs by their groups.
std::string command_page(const CommandDescription& command, const std::string& version);

}  // namespace medisc
