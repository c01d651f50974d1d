/// Errors of files as their senders may see them.
#pragma once

#include <string>

#include "error/error.hpp"

namespace medisc {

/// `place`, a path that is nobody's business, reads as `shown` in what the error says.
Error with_place(Error error, const std::string& place, const std::string& shown);

}  // namespace medisc
