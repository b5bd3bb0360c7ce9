import { createTheme, DrawerRoot, Menu, ModalRoot } from '@mantine/core';

/** What lies above the page locks it by a style sheet: the policy takes no style that a script writes into the page. */
const lockScroll = false;

export const theme = createTheme({
  cursorType: 'pointer',
  components: {
    ModalRoot: ModalRoot.extend({ defaultProps: { lockScroll } }),
    DrawerRoot: DrawerRoot.extend({ defaultProps: { lockScroll } }),
    // An open menu belongs where its button stands: at the end of the page it would lie outside of every landmark. Its keys
    // begin on its first item: the empty place that Mantine would begin on is no item, and a menu may hold nothing else.
    Menu: Menu.extend({ defaultProps: { withinPortal: false, withInitialFocusPlaceholder: false } }),
  },
});
