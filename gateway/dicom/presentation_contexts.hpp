/// What we take over an association: C-ECHO, and C-STORE of every kind of object in the
/// transfer syntaxes that imaging/dicom.hpp reads. Only this folder's sources include it.
#pragma once

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmnet/assoc.h>

namespace medisc {

/// Accepts those presentation contexts of a request, uncompressed where the caller leaves the
/// choice. False where none is left.
bool accept_contexts(T_ASC_Association* association);

}  // namespace medisc
