#include "site/role_identity.hpp"

namespace medisc {

Result<std::shared_ptr<const Identity>> identity_of(const Seed& seed) {
  auto identity = Identity::from_seed(seed);
  if (!identity) return tl::unexpected<Error>(identity.error());
  return std::make_shared<const Identity>(std::move(*identity));
}

Result<std::shared_ptr<const Identity>> load_identity(const KeyFile& key,
                                                      const AskPassphrase& ask) {
  const auto seed = read_key_file(key, ask);
  if (!seed) return tl::unexpected<Error>(seed.error());
  return identity_of(*seed);
}

}  // namespace medisc
