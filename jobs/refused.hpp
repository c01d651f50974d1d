/// An Error as the daemon tells it to its own site: whole, since those who may connect are its
/// own people.
#pragma once

#include "error/error.hpp"
#include "jobs/message.hpp"

namespace medisc {

/// Texts are cut to kMaxRefusalText bytes.
Refused refused_of(const Error& error);

/// A code that this version does not know becomes kInternal.
Error error_of(const Refused& refused);

}  // namespace medisc
