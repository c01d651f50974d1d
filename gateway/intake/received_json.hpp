/// What is known of a received image, as its folder keeps it.
#pragma once

#include <string>
#include <string_view>

#include "error/error.hpp"
#include "gateway/intake/received.hpp"

namespace medisc {

std::string to_json(const Received& received);

/// Errors: kStorage where a text is none that to_json wrote: then somebody else did.
Result<Received> received_of_json(std::string_view text);

}  // namespace medisc
