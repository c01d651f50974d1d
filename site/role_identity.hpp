/// Who a role is: the identity whose seed its key file holds.
#pragma once

#include <memory>

#include "config/key_file.hpp"
#include "messages/identity.hpp"

namespace medisc {

/// Errors: kInternal.
Result<std::shared_ptr<const Identity>> identity_of(const Seed& seed);

/// `ask`: for a passphrase that no file holds. Errors: those of read_key_file.
Result<std::shared_ptr<const Identity>> load_identity(const KeyFile& key,
                                                      const AskPassphrase& ask = nullptr);

}  // namespace medisc
