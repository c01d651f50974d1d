/// How long a network takes in the clear, as `medisc-plaintext` measures it.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "site/temporary_folder.hpp"

namespace medisc {

/// The median over `runs` records, one after the other on one thread, milliseconds. The program
/// stands beside this one, or where the installation keeps it; its output goes to `folder`.
/// Errors: kInternal where it is missing, or with its last words; what `check` says, which is
/// asked while it runs.
Result<double> plaintext_time(const std::string& model, std::uint64_t runs,
                              const TemporaryFolder& folder,
                              const std::function<Result<void>()>& check);

}  // namespace medisc
