/// DCMTK's network and association as owned things. Only sources that use DCMTK's network
/// include it.
#pragma once

#include <memory>

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmnet/assoc.h>

namespace medisc {

struct NetworkDeleter {
  void operator()(T_ASC_Network* network) const { ASC_dropNetwork(&network); }
};
using NetworkHandle = std::unique_ptr<T_ASC_Network, NetworkDeleter>;

/// Closes the connection, if it is open still.
struct AssociationDeleter {
  void operator()(T_ASC_Association* association) const {
    (void)ASC_dropAssociation(association);
    (void)ASC_destroyAssociation(&association);
  }
};
using AssociationHandle = std::unique_ptr<T_ASC_Association, AssociationDeleter>;

}  // namespace medisc
