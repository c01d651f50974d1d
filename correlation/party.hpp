/// The two parties of a session.
#pragma once

namespace medisc {

enum class Party { kHospital = 0, kService = 1 };

}  // namespace medisc
