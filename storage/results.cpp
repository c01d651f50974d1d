#include "storage/results.hpp"

namespace medisc {

Result<Seed> Results::audit_key() const {
  if (audit_key_) return *audit_key_;
  return fail(ErrorCode::kInternal, "nothing is audited without the site's key");
}

}  // namespace medisc
