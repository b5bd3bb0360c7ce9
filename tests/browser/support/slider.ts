/** Moves the slider by one and says how long it took until what was then is shown, in milliseconds. For the page. */
export const stepOf = (by: number): string => `new Promise((resolve, reject) => {
  const shown = () => document.querySelector('[data-shown]')?.getAttribute('data-shown');
  const slider = document.querySelector('input[type=range]');
  const [before, began] = [shown(), performance.now()];
  Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set.call(slider, Number(slider.value) + ${by});
  slider.dispatchEvent(new Event('input', { bubbles: true }));
  const look = () => {
    if (performance.now() - began > 10_000)
      return reject(new Error('no step by ${by} from ' + before + ' at ' + slider.value + ' of ' + slider.max));
    const drawn = shown() !== undefined && shown() !== before;
    requestAnimationFrame(drawn ? () => resolve(performance.now() - began) : look);
  };
  look();
})`;
