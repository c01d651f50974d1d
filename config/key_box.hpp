/// A seed in a box that a passphrase opens, as one line of text:
/// "argon2id13 OPERATIONS MEMORY-BYTES SALT NONCE BOX", the last three in hexadecimal.
#pragma once

#include <string>
#include <string_view>

#include "error/error.hpp"
#include "ring/seed.hpp"

namespace medisc {

/// Whether a line means to be a box.
bool is_key_box(std::string_view line);

/// Takes a fraction of a second and 64 MB, which is what each guess costs. Errors: kInternal.
Result<std::string> box_key(const Seed& seed, std::string_view passphrase);

/// Errors: kBadInput, without a word of the line: it is no box, asks for more than 1 GB or 64
/// operations, or the passphrase is another.
Result<Seed> unbox_key(std::string_view line, std::string_view passphrase);

}  // namespace medisc
