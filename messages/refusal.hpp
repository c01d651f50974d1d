/// An Error as a message, and back.
#pragma once

#include "error/error.hpp"
#include "messages/message.hpp"

namespace medisc {

/// What to tell the other side. Texts are cut to kMaxRefusalText bytes; whatever is not
/// printable ASCII becomes '?'. Of trouble within (kStorage, kInternal) it tells that there is
/// some: where our files lie is nobody else's business.
Refusal to_refusal(const Error& error);

/// What the other side told us: its code, and its texts, cleaned in the same way, behind
/// "the other side answers: ". A code that this version does not know becomes kRefused.
Error from_refusal(const Refusal& refusal);

}  // namespace medisc
